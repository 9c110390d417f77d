/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the words of an answer say together: each clause is read for what it says, by what its words are known for and
 * where they stand. Nothing that is not known, or stands where it needs not be, goes unseen.
 */
#pragma once

#include "rules/answer_scan.h"

/* Doubts of what was so before: nothing, once something works since. */
typedef struct {
	unsigned negations;
	unsigned troubles;
	unsigned statements;
	unsigned unknown;
} AnswerTold;

typedef struct {
	unsigned accepts;   /* keywords that accept */
	unsigned wishes;    /* that the ticket be closed */
	unsigned rejects;   /* keywords that reject, and accepts that are denied */
	unsigned negations; /* of nothing in particular */
	unsigned buts;
	unsigned ifs;      /* conditions of nothing that works */
	unsigned troubles; /* that are not over */
	unsigned laters;
	unsigned aways; /* the same, but of no weight beside an accept */
	unsigned perhaps;
	unsigned asides;
	unsigned noes;       /* "nee" */
	unsigned promises;   /* of the laters, those that say what somebody will do */
	unsigned statements; /* of a thing, in words that do not say whether that is good */
	unsigned
	    complaints; /* of what a thing does, or is seen to do, with nothing good in it */
	bool asks;
	bool yes; /* "ja", "prima" */
	bool thanks;
	bool success;
	unsigned works;    /* how often that is said */
	bool below;        /* there is a sentence in the signature */
	unsigned leftover; /* words that are no pleasantry */
	unsigned harmless; /* small words: many of them are a sentence */
	unsigned names;
	unsigned unknown; /* words on no list, where one is not expected */
	AnswerTold told;  /* nothing once all is read */
	unsigned feared; /* troubles that may come; nothing once it is said what happens then */
	unsigned apart;  /* doubts in sentences that do not say what comes later */
	size_t first;    /* the word at which the first accept or wish begins */
} AnswerSense;

/* Reads from this word on. */
AnswerSense answer_sense(const AnswerScan *reading, size_t from);
