/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the simulated gateway lives in: one clock, one source of chance, one list of events, all out of one seed. The
 * linker puts world.c in the place of GLib's timers, clocks and random numbers (Makefile.am lists which), so that the
 * gateway's own code runs unchanged. There is one world at a time, because those functions are given none.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define WORLD_SECOND G_GINT64_CONSTANT(1000000)
#define WORLD_MINUTE (60 * WORLD_SECOND)
#define WORLD_HOUR (60 * WORLD_MINUTE)
#define WORLD_DAY (24 * WORLD_HOUR)

void world_begin(uint64_t seed, bool verbose);
void world_end(void);

/* 0 ... n - 1. */
uint64_t world_chance(uint64_t n);
/* True so many times of a thousand. */
bool world_happens(unsigned permille);

/* Monotonic, and what the wall clock says. */
int64_t world_now_us(void);
int64_t world_wall_us(void);
/* The wall clock, and it alone, goes by so much. */
void world_jump(int64_t by_us);

/* Calls happen(data) in so long, in this life of the gateway or another one. */
void world_later(int64_t in_us, void (*happen)(void *data), void *data);
/* The same for what lives in the gateway's process and ends with it; GLib's source, so g_source_remove() removes it. */
guint world_source(int64_t in_us, GSourceFunc source, void *data);

/* Servers, disk and processes fail as long as the weather is bad. */
void world_set_weather(bool bad);
bool world_fails(unsigned permille);
/* Whether this defect was asked for: the name of something that the simulated side does wrong on purpose. */
void world_set_defect(const char *name);
bool world_has_defect(const char *name);

/* The gateway's process is gone at once: nothing of it reaches anybody any more, and its loop ends. */
void world_die(void);
bool world_is_dead(void);
/* It may be started again: what its last life had asked for is forgotten. */
void world_revive(void);
/* The loop of this life ends at this moment (monotonic), as soon as this is true (or NULL), when it dies, or when it ends
 * itself. */
void world_end_loop(int64_t at_us, bool (*is_over)(void));

/* The gateway gets this signal, if it runs. */
void world_signal(int signal);

/* One line of what happened; all of them make the hash, by which two runs are compared. */
void world_tell(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Of all that was told so far. */
uint64_t world_hash(void);
