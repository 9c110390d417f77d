/* SPDX-License-Identifier: Apache-2.0 */
/* Times as people and programs read them. All are given in UTC milliseconds. Callers own what is returned. */
#pragma once

#include <stdint.h>

/* Looks up the machine's time zone once and names it in TZ: without that GLib asks the file system for it for each
 * time that it formats. */
void time_format_fix_zone(void);
/* From now on all is shown in this one instead, whatever the machine's is. */
void time_format_use_zone(const char *identifier);
/* "2026-11-23T10:02:00Z", for programs. */
char *time_format_iso(int64_t at_ms);
/* "2026-11-23 10:02" in the machine's time zone, for people. */
char *time_format_local(int64_t at_ms);
/* How long that is, in its largest unit: "40 s", "12 min", "3 h", "5 days". Less than nothing is "0 s". */
char *time_format_span(int64_t span_ms);
