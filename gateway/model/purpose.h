/* SPDX-License-Identifier: Apache-2.0 */
/* What the token of a letter is good for: the word in the letter's row. */
#pragma once

#define PURPOSE_TICKET "ticket" /* speaks for its recipient on the letter's ticket */
/* The same, once: the letter asked whether a mail was really theirs. Its answer counts whatever our own server says
 * of it, so that who writes from behind a server that breaks signatures gets through. */
#define PURPOSE_CONFIRM "confirm"
#define PURPOSE_APPROVAL "approval" /* answers the question for an approval */
#define PURPOSE_CONFIRM_APPROVAL \
	"confirm approval"    /* answers whether such an answer was theirs; once */
#define PURPOSE_AGENT "agent" /* lets an agent act on the ticket or held mail */
#define PURPOSE_GROUP "group" /* a notification to a group's address: lets nobody do anything */
