"""What set-up, lint and the tests call; the panel itself never imports it."""
