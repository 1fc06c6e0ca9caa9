"""A fixture list, and the entry of its first row."""

LEAGUE = """\
Round,Date,KO (UK),Home Team,Away Team,TV,Status
1,05/12/2026,12:30,Leeds,Derby,Sky,
1,05/12/2026,15:00,Hull,Stoke,,Postponed
2,13/12/2026,TBC,Luton,Bury,,
2,26/12/2026,3pm,Luton,Norwich,,
"""
DERBY = '  - {name: "Leeds v Derby", kickoff: 2026-12-05 12:30, profile: "league-match"}'
