/* The only reader of the system's clock. */
#include "base/clock.h"

#include <time.h>

static int64_t shift_ms;
static bool shifted;

static int64_t read_us(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_now_ms(void)
{
	return read_us(CLOCK_REALTIME) / 1000 + shift_ms;
}

int64_t clock_mono_ms(void)
{
	return read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_cpu_us(void)
{
	return read_us(CLOCK_PROCESS_CPUTIME_ID);
}

void clock_set_now(int64_t now_ms)
{
	shift_ms = now_ms - read_us(CLOCK_REALTIME) / 1000;
	shifted = true;
}

bool clock_is_shifted(void)
{
	return shifted;
}

int64_t clock_shift_ms(void)
{
	return shift_ms;
}

void clock_set_shift(int64_t ms)
{
	shift_ms = ms;
	shifted = shifted || ms != 0;
}

int64_t clock_cpu_of_us(int pid)
{
	struct timespec t;
	clockid_t id;

	if (clock_getcpuclockid((pid_t)pid, &id) || clock_gettime(id, &t))
		return -1;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
