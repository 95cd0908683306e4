"""The hydrowatch command: arguments -> one call -> print -> exit status. Groups are loaded when they are used."""
