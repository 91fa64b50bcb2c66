"""The control API's JSON: read strictly, with advice on what to write; and written."""
