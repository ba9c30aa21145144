"""Connectors: other people's files → the tables of the data contract. None goes to the network.

``sotkanet`` makes an office's circumstances (table ``facts``) of open statistics that were saved
beforehand. ``export`` reads a client information system's own export through a mapping file. The
first stands above intake and writes a file for it; the second stands below, and intake calls it.
"""
