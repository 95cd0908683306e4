"""Sources on the web: added, tried, looked at on their schedule; what their looks say of listings and health."""
