/* SPDX-License-Identifier: Apache-2.0 */
/* Who of the desk does something: the timeline, letters to colleagues and the log name them. */
#pragma once

#include "gateway/config/config.h"

typedef struct {
	char *name; /* own; "Jan Bos", "root", or "Jan Bos by root": who acted in whose name */
	const ConfigAgent *agent; /* foreign; as whom; NULL: as nobody of the configuration */
	const char *language;     /* foreign; that they read; NULL: the desk's */
} Actor;
void actor_clear(Actor *actor);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Actor, actor_clear)

/* agent: or NULL. login: who is at the keyboard; NULL: the agent, by mail. language: that they read. */
Actor actor_of(const ConfigAgent *agent, const char *login, const char *language);
/* The agent whom a timeline names so, or NULL. Borrowed. */
const ConfigAgent *actor_find(const Config *config, const char *name);
