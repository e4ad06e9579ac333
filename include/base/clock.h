/* The only reader of the system's clock.
 *
 * Times are int64_t milliseconds since 1970-01-01T00:00:00Z. Pure functions take now_ms;
 * a turn reads the clock once. `--now` shifts the wall clock at the start of a command
 * and it runs on from there; the monotonic clock, used for time-outs and pace, is never
 * shifted. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

int64_t clock_now_ms(void);	     /* wall clock, shifted by clock_set_now */
int64_t clock_mono_ms(void);	     /* for intervals only */
int64_t clock_mono_us(void);	     /* for intervals only */
int64_t clock_cpu_us(void);	     /* processor time of this process */
int64_t clock_cpu_of_us(int pid);    /* of another process; -1 where there is none */
void clock_set_now(int64_t now_ms);  /* the wall clock shows now_ms at this instant */
bool clock_is_shifted(void);	     /* clock_set_now was called */
int64_t clock_shift_ms(void);	     /* what is added to the system's clock; 0 unshifted */
void clock_set_shift(int64_t ms);    /* a child process inherits the parent's shift */

#endif
