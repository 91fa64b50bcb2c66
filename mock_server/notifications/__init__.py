"""The Notifications API and its workers.

Notifications is the platform; Correspondence and apps are its users. Its rules and its state are
therefore in ``domain`` and ``world``, where all products can import them.
"""
