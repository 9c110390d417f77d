/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mark is one short word with a colon behind it, and perhaps a point or a count between: "Antw.: ", "Re[2]: ",
 * "TR : ", "回复：". A language is added here and nowhere else.
 */
#include "parsers/subject_mark.h"

#include <glib.h>
#include <string.h>

#include "parsers/text.h"

/* In lower case. */
static const struct {
	const char *word;
	SubjectMark mark;
} marks[] = {
    {"re", SUBJECT_MARK_REPLY},                /* Latin, and so most languages */
    {"antw", SUBJECT_MARK_REPLY},              /* nl de */
    {"antwoord", SUBJECT_MARK_REPLY},          /* nl */
    {"betr", SUBJECT_MARK_REPLY},              /* nl */
    {"aw", SUBJECT_MARK_REPLY},                /* de */
    {"antwort", SUBJECT_MARK_REPLY},           /* de */
    {"rückantwort", SUBJECT_MARK_REPLY},       /* de */
    {"rép", SUBJECT_MARK_REPLY},               /* fr */
    {"réf", SUBJECT_MARK_REPLY},               /* fr */
    {"ref", SUBJECT_MARK_REPLY},               /* fr pt */
    {"réponse", SUBJECT_MARK_REPLY},           /* fr */
    {"respuesta", SUBJECT_MARK_REPLY},         /* es */
    {"risposta", SUBJECT_MARK_REPLY},          /* it */
    {"resposta", SUBJECT_MARK_REPLY},          /* pt */
    {"resp", SUBJECT_MARK_REPLY},              /* es pt */
    {"r", SUBJECT_MARK_REPLY},                 /* it */
    {"rif", SUBJECT_MARK_REPLY},               /* it */
    {"res", SUBJECT_MARK_REPLY},               /* pt */
    {"sv", SUBJECT_MARK_REPLY},                /* sv da no is */
    {"svar", SUBJECT_MARK_REPLY},              /* sv da no */
    {"vedr", SUBJECT_MARK_REPLY},              /* da no */
    {"ang", SUBJECT_MARK_REPLY},               /* sv */
    {"vast", SUBJECT_MARK_REPLY},              /* fi */
    {"odp", SUBJECT_MARK_REPLY},               /* pl cs sk */
    {"odpověď", SUBJECT_MARK_REPLY},           /* cs */
    {"odpoveď", SUBJECT_MARK_REPLY},           /* sk */
    {"odgovor", SUBJECT_MARK_REPLY},           /* sl hr sr */
    {"atb", SUBJECT_MARK_REPLY},               /* lv cy */
    {"ats", SUBJECT_MARK_REPLY},               /* lt */
    {"răsp", SUBJECT_MARK_REPLY},              /* ro */
    {"odg", SUBJECT_MARK_REPLY},               /* sl hr sr */
    {"vá", SUBJECT_MARK_REPLY},                /* hu */
    {"válasz", SUBJECT_MARK_REPLY},            /* hu */
    {"ynt", SUBJECT_MARK_REPLY},               /* tr */
    {"απ", SUBJECT_MARK_REPLY},                /* el */
    {"σχετ", SUBJECT_MARK_REPLY},              /* el */
    {"на", SUBJECT_MARK_REPLY},                /* ru */
    {"отв", SUBJECT_MARK_REPLY},               /* ru */
    {"ответ", SUBJECT_MARK_REPLY},             /* ru */
    {"отг", SUBJECT_MARK_REPLY},               /* bg */
    {"відп", SUBJECT_MARK_REPLY},              /* uk */
    {"одг", SUBJECT_MARK_REPLY},               /* sr */
    {"bls", SUBJECT_MARK_REPLY},               /* id */
    {"回复", SUBJECT_MARK_REPLY},              /* zh */
    {"答复", SUBJECT_MARK_REPLY},              /* zh */
    {"回覆", SUBJECT_MARK_REPLY},              /* zh */
    {"返信", SUBJECT_MARK_REPLY},              /* ja */
    {"회신", SUBJECT_MARK_REPLY},              /* ko */
    {"답장", SUBJECT_MARK_REPLY},              /* ko */
    {"השב", SUBJECT_MARK_REPLY},               /* he */
    {"رد", SUBJECT_MARK_REPLY},                /* ar */
    {"ตอบ", SUBJECT_MARK_REPLY},               /* th */
    {"پاسخ", SUBJECT_MARK_REPLY},              /* fa */
    {"fw", SUBJECT_MARK_FORWARD},              /* en, and so most languages */
    {"fwd", SUBJECT_MARK_FORWARD},             /* en, and so most languages */
    {"doorst", SUBJECT_MARK_FORWARD},          /* nl */
    {"dst", SUBJECT_MARK_FORWARD},             /* nl */
    {"doorgestuurd", SUBJECT_MARK_FORWARD},    /* nl */
    {"doorgezonden", SUBJECT_MARK_FORWARD},    /* nl */
    {"wg", SUBJECT_MARK_FORWARD},              /* de */
    {"weitergeleitet", SUBJECT_MARK_FORWARD},  /* de */
    {"weiterl", SUBJECT_MARK_FORWARD},         /* de */
    {"tr", SUBJECT_MARK_FORWARD},              /* fr */
    {"transf", SUBJECT_MARK_FORWARD},          /* fr it */
    {"transféré", SUBJECT_MARK_FORWARD},       /* fr */
    {"réexp", SUBJECT_MARK_FORWARD},           /* fr */
    {"rv", SUBJECT_MARK_FORWARD},              /* es */
    {"reenv", SUBJECT_MARK_FORWARD},           /* es pt */
    {"reenviado", SUBJECT_MARK_FORWARD},       /* es pt */
    {"inoltro", SUBJECT_MARK_FORWARD},         /* it */
    {"inoltrato", SUBJECT_MARK_FORWARD},       /* it */
    {"i", SUBJECT_MARK_FORWARD},               /* it */
    {"enc", SUBJECT_MARK_FORWARD},             /* pt */
    {"encaminhado", SUBJECT_MARK_FORWARD},     /* pt */
    {"vb", SUBJECT_MARK_FORWARD},              /* sv */
    {"vl", SUBJECT_MARK_FORWARD},              /* fi */
    {"vidarebefordrat", SUBJECT_MARK_FORWARD}, /* sv */
    {"videres", SUBJECT_MARK_FORWARD},         /* da no */
    {"pd", SUBJECT_MARK_FORWARD},              /* pl */
    {"posr", SUBJECT_MARK_FORWARD},            /* sl */
    {"prosl", SUBJECT_MARK_FORWARD},           /* sr */
    {"препр", SUBJECT_MARK_FORWARD},           /* bg */
    {"továbbítás", SUBJECT_MARK_FORWARD},      /* hu */
    {"ilt", SUBJECT_MARK_FORWARD},             /* tr */
    {"i̇lt", SUBJECT_MARK_FORWARD},             /* tr; a capital with its dot */
    {"πρθ", SUBJECT_MARK_FORWARD},             /* el */
    {"пер", SUBJECT_MARK_FORWARD},             /* ru */
    {"пересл", SUBJECT_MARK_FORWARD},          /* ru */
    {"пересилання", SUBJECT_MARK_FORWARD},     /* uk */
    {"trs", SUBJECT_MARK_FORWARD},             /* id */
    {"转发", SUBJECT_MARK_FORWARD},            /* zh */
    {"轉寄", SUBJECT_MARK_FORWARD},            /* zh */
    {"転送", SUBJECT_MARK_FORWARD},            /* ja */
    {"전달", SUBJECT_MARK_FORWARD},            /* ko */
    {"הועבר", SUBJECT_MARK_FORWARD},           /* he */
    {"ส่งต่อ", SUBJECT_MARK_FORWARD},            /* th */
    {"转寄", SUBJECT_MARK_FORWARD},            /* zh */
    {"轉發", SUBJECT_MARK_FORWARD},            /* zh */
    {"vs", SUBJECT_MARK_EITHER},               /* fi: a reply; da no: a forward */
};

/* Where the word ends that may be a mark. */
static const char *
word_end(const char *p)
{
	static const char ends[] = " \t\n:.[(\xc2\xef";

	p += strcspn(p, ends);
	while ((*p == '\xc2' && p[1] != '\xa0') || (*p == '\xef' && !g_str_has_prefix(p, "：")))
		p += 1 + strcspn(p + 1, ends);
	return p;
}

/* "[2]", "(2)": what follows it. */
static const char *
skip_count(const char *p)
{
	const char *end = p + 1 + (*p == '[' || *p == '(' ? strspn(p + 1, "0123456789") : 0);

	if ((*p == '[' && *end == ']') || (*p == '(' && *end == ')'))
		return end + 1;
	return p;
}

/* "Re2" counts, too; other words with a number may be a room or a printer. */
static void
cut_number(char *word)
{
	char *end = word + strcspn(word, "0123456789");
	bool is_numbered = end > word && end[strspn(end, "0123456789")] == '\0';

	if (is_numbered && (g_str_has_prefix(word, "re") || g_str_has_prefix(word, "fw")) &&
	    end - word <= 3)
		*end = '\0';
}

/* The mark that stands here; *ret_behind is what follows it. */
static SubjectMark
mark_at(const char *subject, const char **ret_behind)
{
	const char *end = word_end(subject);
	const char *p = end;
	g_autofree char *word = NULL;

	p += *p == '.';
	p = text_skip_blanks(skip_count(text_skip_blanks(p)));
	if (*p != ':' && !g_str_has_prefix(p, "："))
		return SUBJECT_MARK_NONE;
	word = text_lower(subject, end - subject);
	cut_number(word);
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (strcmp(word, marks[i].word) != 0)
			continue;
		*ret_behind = g_utf8_next_char(p);
		return marks[i].mark;
	}
	return SUBJECT_MARK_NONE;
}

SubjectMark
subject_mark_first(const char *subject)
{
	const char *behind = NULL;

	return mark_at(text_skip_blanks(subject), &behind);
}

bool
subject_mark_may_forward(const char *subject)
{
	SubjectMark mark = subject_mark_first(subject);

	return mark == SUBJECT_MARK_FORWARD || mark == SUBJECT_MARK_EITHER;
}

const char *
subject_mark_skip(const char *subject)
{
	subject = text_skip_blanks(subject);
	while (mark_at(subject, &subject) != SUBJECT_MARK_NONE)
		subject = text_skip_blanks(subject);
	return subject;
}
