/* Tables that describe the records of alerts.h: one row per member, tags never reused. */
#include "monitor/alerts.h"

static const struct field incident_rows[] = {
	F_U64(1, struct incident, id),
	F_STR(2, struct incident, kind),
	F_STR(3, struct incident, subject),
	F_STR(4, struct incident, portal),
	F_STR(5, struct incident, column),
	F_STR(6, struct incident, unit),
	F_I32(7, struct incident, severity),
	F_I32(8, struct incident, state),
	F_I32(9, struct incident, level),
	F_I64(10, struct incident, first_ms),
	F_I64(11, struct incident, suspected_ms),
	F_I64(12, struct incident, opened_ms),
	F_I64(13, struct incident, resolved_ms),
	F_I64(14, struct incident, last_ms),
	F_I64(15, struct incident, earliest_ms),
	F_STR(16, struct incident, cause),
	F_STR(17, struct incident, summary),
	F_STR(18, struct incident, basis),
	F_LIST(19, struct incident, facts, nfacts, record_pair),
	F_LIST(20, struct incident, evidence, nevidence, record_pair),
	F_I32(21, struct incident, nreopened),
	F_U64(22, struct incident, told_seq),
	F_LIST(23, struct incident, told, ntold, record_pair),
	F_U64(24, struct incident, inhibited_by),
	F_STR(25, struct incident, by),
	F_STR(26, struct incident, reason),
	F_STR(27, struct incident, person),
	F_I64(28, struct incident, until_ms),
	F_I64(29, struct incident, deadline_ms),
	F_STR(30, struct incident, measure_taken),
	F_LIST(31, struct incident, changes, nchanges, record_pair),
	F_I64(32, struct incident, good_since_ms),
	F_I32(33, struct incident, ngood),
	F_I64(34, struct incident, last_told_ms),
	F_I32(35, struct incident, escalated),
	F_I64(36, struct incident, fixed_ms),
	F_I64(37, struct incident, asked_ms),
	F_STR(40, struct incident, notice),
};
RECORD_TYPE(record_incident, struct incident, 1, incident_rows);

static const struct field incident_entry_rows[] = {
	F_U64(1, struct incident_entry, seq),
	F_I64(2, struct incident_entry, time_ms),
	F_STR(3, struct incident_entry, what),
	F_STR(4, struct incident_entry, by),
	F_STR(5, struct incident_entry, user),
	F_STR(6, struct incident_entry, text),
	F_STR(7, struct incident_entry, receiver),
	F_I32(8, struct incident_entry, from_state),
	F_I32(9, struct incident_entry, to_state),
	F_STR(10, struct incident_entry, unit),
	F_STR(11, struct incident_entry, person),
	F_I64(12, struct incident_entry, until_ms),
};
RECORD_TYPE(record_incident_entry, struct incident_entry, 1, incident_entry_rows);

static const struct field alert_rows[] = {
	F_U64(1, struct alert, seq),
	F_STR(2, struct alert, receiver),
	F_STR(3, struct alert, message_id),
	F_STR(4, struct alert, kind),
	F_I32(5, struct alert, severity),
	F_LIST(6, struct alert, incidents, nincidents, record_pair),
	F_STR(7, struct alert, payload),
	F_I64(8, struct alert, created_ms),
	F_I64(9, struct alert, next_ms),
	F_I64(10, struct alert, delivered_ms),
	F_I32(11, struct alert, state),
	F_I32(12, struct alert, attempts),
	F_STR(13, struct alert, last_error),
	F_STR(14, struct alert, references),
	F_LIST(15, struct alert, done, ndone, record_pair),
	F_I64(16, struct alert, give_up_ms),
	F_I64(17, struct alert, claimed_ms),
};
RECORD_TYPE(record_alert, struct alert, 1, alert_rows);

static const struct field delivery_rows[] = {
	F_U64(1, struct delivery, alert),
	F_I32(2, struct delivery, attempt),
	F_I64(3, struct delivery, time_ms),
	F_BOOL(4, struct delivery, ok),
	F_STR(5, struct delivery, text),
};
RECORD_TYPE(record_delivery, struct delivery, 1, delivery_rows);
