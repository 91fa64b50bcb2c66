"""Behaviour of .NET and ASP.NET Core: JSON, URIs, dates, model binding, problems, media types."""
