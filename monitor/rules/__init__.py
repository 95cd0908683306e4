"""Rules, claims, policies, places and numbers as data: loaded, validated, and the values they become."""
