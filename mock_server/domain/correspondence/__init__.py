"""What Correspondence decides without looking around: texts, templates, recipients, orders."""
