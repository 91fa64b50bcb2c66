"""Rules of notifications on instantiation, without HTTP or storage."""
