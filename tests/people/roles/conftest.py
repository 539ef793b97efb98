from tests.people.at_work import buurtteam, fresh_limits, ingrid, network, samira, samiras

__all__ = ["buurtteam", "fresh_limits", "ingrid", "network", "samira", "samiras"]
