"""The Notifications API and its workers.

Notifications is the platform; Correspondence and apps are its users. Its domain and state
therefore lie below, in ``domain`` and ``world``, where everyone can read them.
"""
