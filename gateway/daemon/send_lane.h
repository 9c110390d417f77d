/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One send worker and the letters given to it, which it sends in order. What became of each is told exactly once, or it
 * was not begun and may be given to another: the worker names the letter in hand, so that when it dies, or its line is
 * cut, one letter is to blame at most.
 */
#pragma once

#include "gateway/daemon/daemon.h"
#include "gateway/ipc/frame.h"
#include "spool/letter.h"

typedef struct SendLane SendLane;

typedef struct {
	/* What became of a letter. SEND_UNTOUCHED: give it again. */
	void (*answered)(int64_t letter, SendResult result, const char *text, void *data);
	/* The letter in hand takes long: all others that were given are free, and no more may be given. The lane is now
	 * whoever's this is to free when it has ended. */
	void (*slow)(SendLane *lane, void *data);
	/* No worker runs; what was given and not answered is free. good: because there was nothing to do. */
	void (*ended)(SendLane *lane, bool good, void *data);
} SendLaneEvents;

SendLane *send_lane_new(Daemon *daemon, const SendLaneEvents *events, void *data);
void send_lane_free(SendLane *lane);

/* Whether it may have more letters: few enough wait in it. */
bool send_lane_wants(SendLane *lane);
/* Whether a worker runs that may be given letters; starts one, unless it is to be waited for. */
bool send_lane_start(SendLane *lane);
/* Whether it has as much as it may have. */
bool send_lane_is_full(const SendLane *lane);
void send_lane_give(
    SendLane *lane, int64_t letter, const char *sender, const char *recipient, GBytes *bytes);
bool send_lane_has(const SendLane *lane, int64_t letter);
unsigned send_lane_count(const SendLane *lane);

/* Ends the worker once all it was given is answered, so that the next one gets new settings. */
void send_lane_renew(SendLane *lane);
/* Ends it now, when its letter was certainly not taken yet; whether it was so. */
bool send_lane_cut_off(SendLane *lane);

/* Why no session comes about, or NULL. Borrowed. */
const char *send_lane_trouble(const SendLane *lane);
bool send_lane_works(const SendLane *lane);
/* How it stands, in words. Borrowed. */
const char *send_lane_state(const SendLane *lane);
int send_lane_starts(const SendLane *lane);
/* 0: no worker runs. */
int send_lane_pid(const SendLane *lane);
