/* SPDX-License-Identifier: Apache-2.0 */
/* A word that is on no list: whether it stands where one may, and what it may be there. */
#include "rules/answer_clause.h"

#include "rules/answer_noun.h"

#define SUBJECT_MOST 2 /* unknown words that may be what works */

static bool
stands_alone(const AnswerScan *reading, size_t at)
{
	return at == 0 || answer_scan_word(reading, at)->sentence !=
			      answer_scan_word(reading, at - 1)->sentence;
}

/* Maybe what works, or with the unknown word in front of it. */
static void
see_subject(AnswerClause *clause, size_t at)
{
	if (clause->subject != at || clause->subjects == SUBJECT_MOST)
		clause->subjects = 0;
	clause->subjects++;
	clause->subject = at + 1;
	if (answer_noun_is_verb(clause->reading, at))
		clause->subjects = 0;
}

/* A word that is on no list. A pictograph that is on none says nothing. In front of a keyword a name is whose accept it is. */
void
answer_clause_see_unknown(AnswerClause *clause, size_t at)
{
	const AnswerScan *reading = clause->reading;
	AnswerSense *sense = clause->sense;

	if (words_is_picture(answer_scan_word(reading, at)->word))
		return;
	sense->leftover++;
	clause->succeeded = false;
	if (at < clause->licensed)
		return;
	if (at < clause->licensed_about || answer_noun_of_place(reading, at)) {
		clause->about++;
	} else if (answer_noun_is_number(reading, at)) {
		sense->names++;
		clause->about += clause->tells && clause->sees; /* "krijg een *502*" */
	} else if (answer_scan_signed_name(reading, at) > 0 ||
		   (answer_scan_word(reading, at)->capital && !stands_alone(reading, at))) {
		sense->names++;
		clause->names++;
		clause->persons += clause->things == 0 && !clause->of_noun && !clause->of_it;
	} else {
		sense->unknown++;
		clause->odd |= clause->works && clause->runs;
		clause->works = false;
		clause->did_new |= answer_scan_word(reading, at)->known == NULL &&
				   answer_noun_is_past(reading, at);
		clause->done_new |= answer_noun_is_participle(reading, at);
		see_subject(clause, at);
	}
}
