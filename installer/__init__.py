"""Builds what users install: the Windows setup and portable folder, and the Debian package. Never shipped itself."""
