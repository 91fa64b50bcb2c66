"""Scenario files: format, library, runner and reports."""
