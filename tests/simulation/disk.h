/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The disk: a file system in memory below SQLite. What was written and not synced may be lost, wholly or in part, torn
 * at sectors and in any order, when the power is cut. It is SQLite's default while it is there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void disk_begin(void);
void disk_end(void);

/* The power is cut at the n-th of the operations that change something, counted from now on; 0: never. */
void disk_cut_after(uint64_t operations);
/* Cuts the power now: the gateway is gone, and of what was not synced chance says what is left. */
void disk_cut(void);
/* Gives power again, to whoever starts next. */
void disk_restore(void);
/* While it is full nothing grows; while it is failing some writes and syncs are refused. */
void disk_set_full(bool full);
void disk_set_failing(bool failing);
bool disk_is_well(void);

/* Reads what is in the file of a spool as it stands, for another reader: copies of path and what belongs to it, at the path
 * returned. Caller owns. */
char *disk_copy(const char *path);
void disk_drop_copy(const char *copy);
/* Writes the spool as it stands to a real file, for a person to look at. */
void disk_save(const char *path, const char *to);
