"""Every question that a topic can ask, whoever asks for advice."""
