"""Behaviour of ASP.NET Core: routing, model binding, validation, forms and problem responses."""
