from tests.people.at_work import buurtteam, fresh_limits, network, samira

__all__ = ["buurtteam", "fresh_limits", "network", "samira"]
