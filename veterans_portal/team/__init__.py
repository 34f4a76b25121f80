"""保障队伍: who helps the stations, when they are on duty, what they carry, and the consultations they give."""
