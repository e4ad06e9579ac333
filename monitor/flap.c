/* Flapping measured over time: a daily column must not need weeks to be trusted again. */
#include "monitor/incident.h"

#include "base/clock.h"

#define WINDOW_INTERVALS 24
#define WINDOW_MIN_MS (4 * HOUR_MS)
#define WINDOW_MAX_MS (14 * DAY_MS)
#define NEWEST_WEIGHT 1.25
#define MANY_CHECKS 20 /* in the window; with fewer the limits are lower */

int64_t flap_window_ms(int64_t interval_ms)
{
	if (interval_ms > WINDOW_MAX_MS / WINDOW_INTERVALS)
		return WINDOW_MAX_MS;
	if (interval_ms < WINDOW_MIN_MS / WINDOW_INTERVALS)
		return WINDOW_MIN_MS;
	return interval_ms * WINDOW_INTERVALS;
}

double flap_weight(const int64_t *times, size_t n, int64_t now_ms, int64_t window_ms)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t age = now_ms - times[i];

		if (age >= 0 && age < window_ms)
			sum += NEWEST_WEIGHT * (1 - (double)age / (double)window_ms);
	}
	return sum;
}

void flap_limits(int64_t interval_ms, double *start, double *stop)
{
	int64_t window = flap_window_ms(interval_ms);
	bool many = interval_ms <= 0 || window / interval_ms >= MANY_CHECKS;

	*start = many ? 6 : 4;
	*stop = many ? 4 : 2;
}

bool flap_judge(const int64_t *times, size_t n, int64_t now_ms, int64_t interval_ms,
	bool unstable)
{
	double start, stop, w = flap_weight(times, n, now_ms, flap_window_ms(interval_ms));

	flap_limits(interval_ms, &start, &stop);
	return unstable ? w > stop : w >= start;
}
