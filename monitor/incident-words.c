/* Words of incident states and severities: stable tokens, in JSON and filters. */
#include "monitor/alerts.h"

static const char *const state_word[] = {"", "suspected", "open", "acknowledged",
	"resolved", "unstable", "ignored", "false_alarm", "exempt"};
static const char *const level_word[] = {"", "low", "medium", "high", "critical"};

const char *incident_state_word(int state)
{
	return state >= INCIDENT_SUSPECTED && state <= INCIDENT_EXEMPT ? state_word[state] : "";
}

const char *severity_word(int s)
{
	return s >= SEVERITY_LOW && s <= SEVERITY_CRITICAL ? level_word[s] : "";
}

int severity_of_word(struct str word)
{
	for (int i = SEVERITY_LOW; i <= SEVERITY_CRITICAL; i++)
		if (str_eqc(word, level_word[i]))
			return i;
	return 0;
}
