"""Rules of Correspondence, without HTTP or storage."""
