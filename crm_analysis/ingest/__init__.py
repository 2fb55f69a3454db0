"""Bytes of an export → the order log, with every row accounted for."""
