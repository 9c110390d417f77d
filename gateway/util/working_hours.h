/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When people work: shifts of each weekday, holidays, and days that differ. What lasts some working time ends when they have
 * worked so long. Times are UTC milliseconds; days are those of a time zone, so that a night shift in which the clock is set
 * is an hour shorter or longer. Where hours are NULL, time is plain time. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Minutes from the midnight with which its day begins; to: later than from, by at most a day, so that it may end on the
 * next day. */
typedef struct {
	int from, to;
} WorkingShift;

typedef struct WorkingHours WorkingHours;

/* Nobody works yet. */
WorkingHours *working_hours_new(void);
void working_hours_free(WorkingHours *hours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkingHours, working_hours_free)

/* When is worked on a day: 1 (Monday) to 7, or MMDD, which goes before it, or YYYYMMDD, before both. take_shifts: of
 * WorkingShift, in order; none: closed. false, and freed: this day has some already. */
bool working_hours_set(WorkingHours *hours, int day, GArray *take_shifts);
/* Their holidays are closed; bits of gateway/util/holidays.h. */
void working_hours_set_holidays(WorkingHours *hours, unsigned countries);
/* Default: the machine's. */
void working_hours_set_zone(WorkingHours *hours, GTimeZone *zone);

/* How long a working day is: the longest of the weekdays. 0: there is none. */
int64_t working_hours_day_ms(const WorkingHours *hours);

/* When working_ms of work are done that begin at from_ms: within working time, or as it ends; from_ms itself for 0 and
 * less. Nothing is looked for beyond some fifty years. */
int64_t working_hours_add(const WorkingHours *hours, int64_t from_ms, int64_t working_ms);
/* How much working time lies between; 0 where to_ms is not later. */
int64_t working_hours_between(const WorkingHours *hours, int64_t from_ms, int64_t to_ms);
/* How long a time of casegate.yaml is: a whole number of days is so many working days, anything else working time. */
int64_t working_hours_span(const WorkingHours *hours, int64_t time_ms);
/* When such a time is over that begins at from_ms. */
int64_t working_hours_due(const WorkingHours *hours, int64_t from_ms, int64_t time_ms);
/* Whether it is working time, and when that changes; 0: it does not within a year. */
bool working_hours_are_open(const WorkingHours *hours, int64_t at_ms, int64_t *ret_change_ms);
