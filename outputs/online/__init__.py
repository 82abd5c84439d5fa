"""Names asked of a server, when the user asks for it by name: only a cluster, asked for likewise, opens sockets too."""

from outputs.online.ask import ask_for_names, ask_for_report, nominatim

__all__ = ["ask_for_names", "ask_for_report", "nominatim"]
