"""How ASP.NET Core routes requests, binds and validates models, and reads forms."""
