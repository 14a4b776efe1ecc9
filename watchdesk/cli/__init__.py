"""The command line: one verb a file or group; heavy libraries are imported inside the verbs."""
