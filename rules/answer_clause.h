/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the words of one clause say together, seen one after another; at its end that is added to the answer's sense.
 * Which phrase stands where is answer_sense.c's business.
 */
#pragma once

#include "rules/answer_sense.h"

typedef struct {
	const AnswerScan *reading; /* foreign */
	AnswerSense *sense;        /* foreign */
	size_t accept_end;         /* where the last accept or wish ends; 0: there was none */
	/* Of the clause. */
	bool opening; /* nothing stood yet but greetings, thanks and the like */
	bool thanks;  /* also where a success says for what */
	bool thanked; /* in words of thanks */
	bool asks;
	bool
	    may_tell; /* in an order that is not of a question alone: "kan het *niet testen*" */
	bool requests; /* a question mark is that of a request to close */
	bool wishes;
	bool succeeded; /* the last word that says something is one of success */
	bool works;     /* and none that was denied */
	bool runs;      /* in a word that does not say how well: "print" */
	bool odd;  /* and more is said in words that nobody knows: "print alles in *roze*" */
	bool good; /* there is something good, or a "later", in the clause */
	size_t
	    praise; /* where it ends in a good word said of something: "ontvangst is *uitstekend*" */
	bool fine; /* "prima", "geïnstalleerd": nothing good by itself, and nothing bad */
	bool says; /* it is a sentence */
	unsigned words;
	size_t first;            /* where the first of them stands */
	unsigned things;         /* and persons */
	unsigned people;         /* of these, the persons */
	unsigned persons;        /* that stand before any thing */
	unsigned subject_things; /* things that no preposition stands before */
	bool exists;             /* "er staat": something is there */
	bool of_it;              /* "it" stands in it */
	bool of_noun;            /* it begins with an article, and no person behind it */
	bool of_service;         /* that is one of the desk's: "de hulp" */
	bool has;                /* "I have" */
	bool has_done;           /* a participle stands in it */
	bool did;                /* a past tense in -ed, or a participle */
	bool done_new;           /* a participle that is on no list */
	bool did_new;            /* of a verb on no list */
	unsigned wants;
	bool waits;         /* somebody has yet to try */
	unsigned commands;  /* what others are to do: "regel" */
	bool causes_first;  /* and begins with that */
	bool causes;        /* it tells what it was */
	unsigned names;     /* and persons, before the keyword */
	unsigned negations; /* of nothing yet */
	unsigned troubles;  /* of nothing yet */
	unsigned faults;    /* of these, those that may be gone */
	unsigned agains;    /* with nothing good beside them yet */
	size_t again;       /* where the last of them stands */
	unsigned repeats;   /* of these, those that never say that something works */
	bool returns;       /* one stands behind what may be a verb: "*communiceert* weer" */
	bool can;           /* somebody can do something */
	unsigned nows;
	bool blames;       /* it begins with who is written to */
	bool tells;        /* its writer, of herself */
	bool sees;         /* what she sees or hears */
	bool past;         /* it tells of what was so */
	bool fears;        /* it tells of what may come */
	unsigned does;     /* what somebody or something does */
	unsigned does_new; /* of these, what is on no other list */
	unsigned pleas;    /* "graag": for what, if not that it be closed? */
	bool orders; /* one begins the clause: what others are to do, "graag *nakijken*" */
	unsigned alsos;
	unsigned stills;  /* "nog": harmless beside thanks only */
	unsigned excuses; /* "sorry", here or all that stood in the clause before: for what? */
	unsigned aways;
	bool answers;     /* of these, one beside a keyword */
	unsigned perhaps; /* how sure somebody is, and when: nothing of who is away */
	unsigned terms;   /* "tot maandag" */
	/* "maar", where it ends, and whether what follows works */
	bool contrasts;
	size_t contrast_end;
	bool contrasts_well;
	/* "en" began something that nothing is said of yet, and the things in it */
	bool adds;
	unsigned additions;
	size_t keyword_end;
	/* Words that are on no list. */
	unsigned
	    before; /* those that stood before the clause, or before what is not past in it */
	unsigned about;    /* those behind "voor" */
	unsigned subjects; /* those that may be what works */
	size_t subject;    /* where the last of them ends */
	size_t licensed;   /* up to here they may stand */
	size_t licensed_about;
	size_t cause_end;
} AnswerClause;

/* A word begins here, whatever it says. */
void answer_clause_see_word(AnswerClause *clause, size_t at);
/* A keyword that accepts, or a wish. */
void answer_clause_see_accept(AnswerClause *clause, size_t at);
/* What casts doubt, in so many words. */
void answer_clause_see_doubt(AnswerClause *clause, Says found, size_t at, size_t length);
/* What is pleasant, or says nothing. */
void answer_clause_see_pleasant(AnswerClause *clause, Says found, size_t at, size_t length);
/* A word that is on no list. */
void answer_clause_see_unknown(AnswerClause *clause, size_t at);
/* More follows: what it told so far was so, if it did. */
void answer_clause_go_on(AnswerClause *clause);
/* The clause ends, and the next begins. */
void answer_clause_end(AnswerClause *clause);
