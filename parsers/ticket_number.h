/* SPDX-License-Identifier: Apache-2.0 */
/* The shape of a ticket's number, "CS0001234": what spool/ticket.c makes and ticket_refs.c finds in mails. */
#pragma once

#define TICKET_NUMBER_DIGITS 7
#define TICKET_NUMBER_LETTERS_MIN 2 /* capitals in front of them */
#define TICKET_NUMBER_LETTERS_MAX 4
