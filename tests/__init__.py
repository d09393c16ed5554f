"""The tests mirror `app/`; what they stand on is in conftest.py, engines.py and browser.py."""
