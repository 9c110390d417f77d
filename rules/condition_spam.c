/* SPDX-License-Identifier: Apache-2.0 */
/* spam: what the operator's own spam filter says of it: that it is, or points. */
#include "rules/condition.h"

static const YamlRange scores = {-999, 999};

typedef struct {
	bool wanted;   /* whether it is to be called spam; where no points are asked for */
	bool by_score; /* it needs so many points: */
	int64_t score;
} Wanted;

static const YamlField score_fields[] = {
    {.key = "score",
	.read = yaml_read_integer,
	.extra = &scores,
	.offset = offsetof(Wanted, score),
	.required = true,
	.help = "so many points or more"},
    {0},
};

static void *
read_spam(const YamlNode *value, ConditionScope *scope)
{
	Wanted *wanted = g_new0(Wanted, 1);
	bool good = false;

	(void)scope;
	wanted->by_score = yaml_kind(value) == YAML_MAP;
	good = wanted->by_score ? yaml_read_map(value, score_fields, wanted)
				: yaml_read_bool(value, NULL, &wanted->wanted);
	if (!good)
		g_clear_pointer(&wanted, g_free);
	return wanted;
}

static ConditionResult
match_spam(const void *self, ConditionRun *run)
{
	const Wanted *wanted = self;
	const SpamSign *sign = &run->facts->spam;
	char points[G_ASCII_DTOSTR_BUF_SIZE] = "";

	if (!wanted->by_score)
		return condition_when(
		    wanted->wanted == sign->is_spam, run, "spam", sign->is_spam ? "yes" : "no");
	if (!sign->has_score)
		return condition_not_met(run, "spam has no score");
	g_ascii_formatd(points, sizeof points, "%.1f", sign->score);
	return condition_when(sign->score >= (double)wanted->score, run, "spam score", points);
}

const ConditionKind condition_spam = {
    .key = "spam",
    .read = read_spam,
    .match = match_spam,
    .free = g_free,
};
