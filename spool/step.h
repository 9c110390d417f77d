/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is to happen with a request that is complete, one row for each step of its catalog item, in order: a step may
 * begin when the one before it is done. A step stays "waiting" until its result is committed, so that it happens at
 * least once.
 */
#pragma once

#include "spool/database.h"

typedef enum {
	STEP_WAITING,
	STEP_DONE,
	STEP_FAILED,  /* given up; those behind it wait for a person */
	STEP_STOPPED, /* the request came to its end before */
} StepState;
const char *step_state_name(StepState state);

typedef struct {
	int64_t ticket;
	int position; /* from 0, as in its item */
	StepState state;
	int64_t created_ms;
	int64_t due_ms; /* not to begin before */
	int attempts;
	char *result; /* own; the last one in words, or "" */
} FulfilmentStep;
void step_free(FulfilmentStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FulfilmentStep, step_free)

bool step_add(Spool *spool, int64_t ticket, int position, int64_t now_ms, GError **error);
/* Writes back state, created_ms, due_ms, attempts and result. */
bool step_save(Spool *spool, const FulfilmentStep *step, GError **error);
/* NULL where there is none (no error). */
bool step_get(
    Spool *spool, int64_t ticket, int position, FulfilmentStep **ret_step, GError **error);
/* A request's steps, in order. */
bool step_list(Spool *spool, int64_t ticket, GPtrArray **ret_steps, GError **error);
/* Steps that may begin, the one due longest first. */
bool step_due(Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_steps, GError **error);
/* The earliest due_ms of a waiting step after now_ms, or 0. */
bool step_next_due(Spool *spool, int64_t now_ms, int64_t *ret_due_ms, GError **error);
/* Those of this request that wait or have failed never happen. */
bool step_stop(Spool *spool, int64_t ticket, GError **error);
/* Those that have failed wait again. */
bool step_retry(Spool *spool, int64_t ticket, int64_t now_ms, bool *ret_any, GError **error);
