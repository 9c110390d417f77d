/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three passes over the lines. The first finds the labels, with what stands beside them. The second gives each label
 * that can have more the lines below it, as far as its question goes on and no closing, other label or gap ends it. The
 * third looks at what is left: choices that are told of in a sentence, and labels with a blank behind them, which are
 * taken for a form only where there are some.
 */
#include "rules/form.h"

#include <string.h>

#include "rules/form_end.h"
#include "rules/form_line.h"

enum {
	LINES_MOST = 2000,      /* of a text that are looked at */
	TEXT_MOST = 128 * 1024, /* bytes of it, however few its lines are */
	VALUE_MOST = 8 * 1024,
	LINE_READ = 1000, /* bytes of a line in which words are looked for */
	BARE_LEAST = 3,   /* labels with a blank behind them that make a form */
};

typedef enum {
	LINE_TEXT,
	LINE_BLANK,
	LINE_LABELS,
	LINE_FOREIGN, /* what another form would ask */
	LINE_TAKEN,   /* into a value */
} LineKind;

typedef struct {
	FormEndLine at;
	unsigned depth;
	LineKind kind;
	unsigned first; /* of its fields, */
	unsigned count; /* and how many */
} Line;

typedef struct {
	const Form *form;
	const FormContext *context;
	GArray *lines;     /* own; of Line */
	GPtrArray *fields; /* of FormField */
	bool beside;       /* values stand beside their labels here */
} Reading;

static Line *
line_of(const Reading *reading, unsigned i)
{
	return &g_array_index(reading->lines, Line, i);
}

static void
free_field(void *data)
{
	FormField *field = data;

	g_free(field->value);
	g_free(field);
}

static FormField *
add_field(Reading *reading, unsigned question, FormHow how, unsigned line, char *take_value)
{
	FormField *field = g_new0(FormField, 1);

	field->question = question;
	field->how = how;
	field->line = line;
	field->depth = line_of(reading, line)->depth;
	field->value = take_value;
	field->beside = *take_value != '\0';
	g_ptr_array_add(reading->fields, field);
	return field;
}

/* How often the line is quoted; *line goes behind the marks. */
static unsigned
quote_depth(const char **line, const char *end)
{
	unsigned depth = 0;

	for (const char *p = *line; p < end && (*p == '>' || *p == ' '); p++)
		if (*p == '>') {
			depth++;
			*line = p + 1;
		}
	return depth;
}

static void
split_lines(Reading *reading, const char *text)
{
	const char *stop = text + strnlen(text, TEXT_MOST);

	while (*stop != '\0' && ((unsigned char)*stop & 0xc0) == 0x80)
		stop--;
	while (text < stop && reading->lines->len < LINES_MOST) {
		const char *end = text + MIN(strcspn(text, "\n"), (size_t)(stop - text));
		const char *next = end == stop ? end : end + 1;
		Line line = {.at = {text, end, text}};

		line.depth = quote_depth(&line.at.text, end);
		if (!reading->context->quoted)
			line.depth = 0;
		if (form_line_is_blank(line.at.text, end))
			line.kind = LINE_BLANK;
		g_array_append_val(reading->lines, line);
		text = next;
	}
}

/* A tick before the label of a yes or no says it. */
static char *
part_value(const Reading *reading, const FormPart *part)
{
	g_autofree char *value = form_line_value(part->value, part->end);
	FormShape shape = form_shape(reading->form, part->label.question);

	if (shape == FORM_TICK && *value == '\0' && part->tick != 0)
		return g_strdup(part->tick == 'x' ? "[x]" : "[ ]");
	if (form_is_hint(reading->form, part->label.question, value))
		return g_strdup("");
	return g_steal_pointer(&value);
}

static void
add_named(Reading *reading, unsigned line, uint64_t questions)
{
	for (unsigned i = 0; questions >> i != 0 && i < 63; i++)
		if ((questions >> i & 1) != 0)
			add_field(reading, i, FORM_NAMED, line, g_strdup(""));
}

static void
read_labels(Reading *reading, unsigned i)
{
	g_autoptr(GArray) parts = g_array_new(false, false, sizeof(FormPart));
	Line *line = line_of(reading, i);

	form_line_read(reading->form, line->at.text, line->at.end, parts);
	line->first = reading->fields->len;
	for (unsigned k = 0; k < parts->len; k++) {
		const FormPart *part = &g_array_index(parts, FormPart, k);

		if (part->label.fit == FIT_SEVERAL)
			add_named(reading, i, part->label.questions);
		else
			add_field(reading, part->label.question, FORM_WHOLE, i,
			    part_value(reading, part));
	}
	line->count = reading->fields->len - line->first;
	if (line->count > 0)
		line->kind = LINE_LABELS;
	else if (form_line_is_foreign(line->at.text, line->at.end))
		line->kind = LINE_FOREIGN;
}

/* The labels of a row that has nothing but labels, two of them beside each other, by cell (question + 1, 0: none); NULL
 * where it is no such row. */
static GArray *
row_of_labels(const Reading *reading, unsigned i)
{
	const Line *line = line_of(reading, i);
	g_autoptr(GPtrArray) cells = NULL;
	g_autoptr(GArray) row = NULL;
	uint64_t seen = 0;
	unsigned both = 0;

	if (!form_line_may_be_row(line->at.text, line->at.end))
		return NULL;
	cells = form_line_cells(line->at.text, line->at.end);
	row = g_array_new(false, true, sizeof(unsigned));
	for (unsigned k = 0; cells->len > 1 && k < cells->len; k++) {
		const char *cell = cells->pdata[k];
		FormLabel label = form_label_alone(reading->form, cell, strlen(cell));
		unsigned question = label.fit == FIT_NONE ? 0 : label.question + 1;

		both += question > 0 && k > 0 && g_array_index(row, unsigned, k - 1) > 0;
		if (question > 0 && (seen >> label.question & 1) != 0)
			return NULL;
		seen |= question == 0 ? 0 : UINT64_C(1) << label.question;
		g_array_append_val(row, question);
	}
	return both > 0 ? g_steal_pointer(&row) : NULL;
}

/* A row of labels over a row of values. Returns whether it was one. */
static bool
read_row_over_row(Reading *reading, unsigned i)
{
	g_autoptr(GArray) row = row_of_labels(reading, i);
	g_autoptr(GPtrArray) cells = NULL;
	unsigned below = i + 1;
	Line *values = NULL;

	while (row != NULL && below < reading->lines->len && below < i + 3 &&
	       line_of(reading, below)->kind == LINE_BLANK)
		below++;
	if (row == NULL || below >= reading->lines->len)
		return false;
	values = line_of(reading, below);
	cells = form_line_cells(values->at.text, values->at.end);
	for (unsigned k = 0; k < cells->len; k++)
		if (form_label_alone(reading->form, cells->pdata[k], strlen(cells->pdata[k]))
			.fit != FIT_NONE)
			return false;
	if (cells->len < 2 || values->depth != line_of(reading, i)->depth)
		return false;
	line_of(reading, i)->first = reading->fields->len;
	for (unsigned k = 0; k < row->len; k++) {
		unsigned question = g_array_index(row, unsigned, k);
		bool known = cells->len == row->len;

		if (question > 0)
			add_field(reading, question - 1, known ? FORM_WHOLE : FORM_NAMED, i,
			    g_strdup(known ? cells->pdata[k] : ""));
	}
	line_of(reading, i)->kind = LINE_FOREIGN; /* nothing below goes on with it */
	values->kind = LINE_TAKEN;
	return true;
}

static void
find_labels(Reading *reading)
{
	for (unsigned i = 0; i < reading->lines->len; i++) {
		const Line *line = line_of(reading, i);

		if (line->kind == LINE_TEXT && line->depth < 2 &&
		    !read_row_over_row(reading, i))
			read_labels(reading, i);
	}
}

static bool
label_follows(const Reading *reading, unsigned i)
{
	unsigned depth = line_of(reading, i)->depth;

	for (i++; i < reading->lines->len; i++)
		if (line_of(reading, i)->kind == LINE_LABELS &&
		    line_of(reading, i)->depth <= depth)
			return true;
	return false;
}

/* The next line that says something is one more label. */
static bool
is_amid(const Reading *reading, unsigned i)
{
	for (i++; i < reading->lines->len; i++)
		if (line_of(reading, i)->kind != LINE_TEXT)
			return line_of(reading, i)->kind == LINE_LABELS;
	return false;
}

static bool
has_tick(const char *p, const char *end)
{
	size_t size = 0;

	for (; p < end; p++)
		if (form_line_tick(p, end, &size) != 0)
			return true;
	return false;
}

/* Below a label without a value. */
static bool
may_begin(const Reading *reading, const FormField *field, unsigned i, bool gap)
{
	const Line *line = line_of(reading, i);
	bool follows = label_follows(reading, i);
	FormShape shape = form_shape(reading->form, field->question);

	/* what leads to more is no value: our own letter goes on below a quoted form */
	if (line->at.end > line->at.text && line->at.end[-1] == ':')
		return false;
	if ((shape == FORM_CHOICE || shape == FORM_TICK) && !form_end_is_short(&line->at) &&
	    !has_tick(line->at.text, line->at.end))
		return false;
	if (gap && (reading->context->quoted ? !follows : reading->beside))
		return false;
	if (shape == FORM_PEOPLE)
		return form_end_is_person(&line->at) ||
		       (!gap && !form_end_is_question(&line->at) &&
			   form_end_is_short(&line->at));
	return follows || !form_end_is_question(&line->at);
}

/* Below a value. */
static bool
may_go_on(const Reading *reading, const FormField *field, unsigned i)
{
	const Line *line = line_of(reading, i);
	const Line *above = line_of(reading, i - 1);
	bool broken = form_end_is_broken(&above->at, &line->at);
	char tick = 0;
	const char *start = form_line_skip_bullet(line->at.text, line->at.end, &tick);
	size_t size = strlen(field->value);

	switch (form_shape(reading->form, field->question)) {
	case FORM_LINE:
		return broken;
	case FORM_LINES:
		return broken || is_amid(reading, i) || !form_end_is_question(&line->at);
	case FORM_PEOPLE:
		if (strchr(",;", field->value[size - 1]) != NULL || broken)
			return true;
		if (start != line->at.text)
			return form_end_is_short(&line->at);
		return form_end_is_person(&line->at) &&
		       (!field->beside || is_amid(reading, i) ||
			   memchr(start, '@', (size_t)(line->at.end - start)) != NULL);
	case FORM_CHOICE:
	case FORM_TICK:
		return has_tick(line->at.text, line->at.end) &&
		       has_tick(field->value, field->value + size);
	}
	return false;
}

/* Ticks belong to a choice's value, bullets to none. */
static void
extend(const Reading *reading, FormField *field, unsigned i)
{
	const Line *line = line_of(reading, i);
	FormShape shape = form_shape(reading->form, field->question);
	char tick = 0;
	const char *start = shape == FORM_CHOICE || shape == FORM_TICK
				? line->at.text
				: form_line_skip_bullet(line->at.text, line->at.end, &tick);
	g_autofree char *more = form_line_value(start, line->at.end);
	char *value = NULL;

	if (strlen(field->value) + strlen(more) >= VALUE_MOST)
		return;
	value = *field->value == '\0' ? g_strdup(more)
				      : g_strdup_printf("%s\n%s", field->value, more);
	g_free(field->value);
	field->value = value;
}

/* Who writes may be one of the people in a list; behind a value or a gap it is how the mail is signed. */
static bool
ends_form(const Reading *reading, const FormField *field, unsigned i, bool gap)
{
	const char *writer = reading->context->writer;

	return form_end_is_closing(reading->context->phrases, &line_of(reading, i)->at) ||
	       (writer != NULL && (gap || field->beside) && !label_follows(reading, i) &&
		   form_end_is_writer(writer, &line_of(reading, i)->at));
}

static void
take(const Reading *reading, FormField *field, unsigned i)
{
	extend(reading, field, i);
	line_of(reading, i)->kind = LINE_TAKEN;
}

/* Labels behind a closing are those of a signature, unless they make a form. */
static void
drop_signature(Reading *reading)
{
	const Phrases *phrases = reading->context->phrases;
	uint64_t behind = 0;
	unsigned end = 0;

	while (end < reading->lines->len &&
	       (line_of(reading, end)->kind != LINE_TEXT ||
		   !form_end_is_closing(phrases, &line_of(reading, end)->at)))
		end++;
	for (unsigned i = 0; i < reading->fields->len; i++) {
		const FormField *field = reading->fields->pdata[i];

		if (field->line > end)
			behind |= UINT64_C(1) << field->question;
	}
	if ((behind & (behind - 1)) != 0)
		return;
	for (unsigned i = end; i < reading->lines->len; i++)
		if (line_of(reading, i)->kind == LINE_LABELS)
			line_of(reading, i)->kind = LINE_FOREIGN;
	for (unsigned i = 0; i < reading->fields->len; i++) {
		FormField *field = reading->fields->pdata[i];

		if (field->line > end)
			field->how = FORM_NAMED;
	}
}

/* The lines that the writer put below a quoted label are its value only where the quote goes on below them: else they
 * are how the mail ends. Returns whether they are. */
static bool
take_below_quote(const Reading *reading, FormField *field, unsigned i)
{
	unsigned end = i;

	while (end < reading->lines->len && line_of(reading, end)->depth < field->depth) {
		LineKind kind = line_of(reading, end)->kind;

		if (kind != LINE_TEXT && kind != LINE_BLANK && kind != LINE_FOREIGN)
			return false;
		end++;
	}
	if (end == reading->lines->len || *field->value != '\0')
		return false;
	for (; i < end; i++)
		if (line_of(reading, i)->kind != LINE_BLANK)
			take(reading, field, i);
	return true;
}

static void
gather(const Reading *reading, FormField *field)
{
	bool gap = false;

	for (unsigned i = field->line + 1; i < reading->lines->len; i++) {
		const Line *line = line_of(reading, i);

		if (line->depth < field->depth) {
			take_below_quote(reading, field, i);
			return;
		}
		gap = gap || line->kind == LINE_BLANK;
		if (line->kind == LINE_BLANK && (*field->value == '\0' || line->depth > 1))
			continue;
		if (line->kind != LINE_TEXT || line->depth > field->depth ||
		    ends_form(reading, field, i, gap))
			return;
		if (*field->value == '\0' ? !may_begin(reading, field, i, gap)
					  : gap || !may_go_on(reading, field, i))
			return;
		take(reading, field, i);
		gap = false;
	}
}

static void
gather_all(Reading *reading)
{
	for (unsigned i = 0; i < reading->fields->len; i++) {
		const FormField *field = reading->fields->pdata[i];

		reading->beside = reading->beside || field->beside;
	}
	for (unsigned i = 0; i < reading->lines->len; i++) {
		const Line *line = line_of(reading, i);
		FormField *last = line->kind == LINE_LABELS
				      ? reading->fields->pdata[line->first + line->count - 1]
				      : NULL;

		if (last != NULL && last->how == FORM_WHOLE)
			gather(reading, last);
	}
}

/* What stands behind a label in its clause. Caller owns. */
static char *
words_behind(const GArray *words, size_t at)
{
	g_autoptr(GString) behind = g_string_new(NULL);
	unsigned clause = g_array_index(words, Word, at - 1).clause;

	for (; at < words->len && g_array_index(words, Word, at).clause == clause; at++)
		g_string_append_printf(behind, "%s%s", behind->len > 0 ? " " : "",
		    g_array_index(words, Word, at).word);
	return g_string_free(g_steal_pointer(&behind), false);
}

static void
read_told(Reading *reading, unsigned i)
{
	const Line *line = line_of(reading, i);
	g_autofree char *text =
	    g_strndup(line->at.text, (size_t)(line->at.end - line->at.text));
	g_autoptr(GArray) words = words_split(text, LINE_READ);

	for (size_t at = 0; at < words->len;) {
		FormLabel label = {FIT_NONE, 0, 0};
		unsigned size = form_label_words(reading->form, words, at, &label);
		bool choice = false;

		at += MAX(size, 1);
		if (size == 0)
			continue;
		choice = form_shape(reading->form, label.question) == FORM_CHOICE;
		add_field(reading, label.question, choice ? FORM_BARE : FORM_NAMED, i,
		    choice ? words_behind(words, at) : g_strdup(""));
	}
}

/* "is", "wordt" and the like between a label and its value. */
static bool
is_copula(const char *word)
{
	static const char *const copulas[] = {"is", "zijn", "wordt", "worden", "are", "be",
	    "ist", "sind", "est", "sont", "was", NULL};

	return g_strv_contains(copulas, word);
}

/* "Eigenaar Els Bos": the label at the start of a piece of a line, and where its value begins. Returns FIT_NONE where
 * there is none. */
static FormLabel
label_at_start(const Form *form, const char *piece, const char *end, const char **ret_value)
{
	g_autofree char *text = NULL;
	g_autoptr(GArray) words = NULL;
	FormLabel label = {FIT_NONE, 0, 0};
	unsigned size = 0;

	if (!form_label_may_begin(form, piece, (size_t)(end - piece)))
		return label;
	text = g_strndup(piece, (size_t)(end - piece));
	words = words_split(text, LINE_READ);
	size = form_label_words(form, words, 0, &label);
	if (size == 0 && words->len > 1) {
		size_t first = g_array_index(words, Word, 1).start;

		label = form_label(form, text, first);
		size = label.fit > FIT_SEVERAL ? 1 : 0;
	}
	if (size > 0 && size < words->len && is_copula(g_array_index(words, Word, size).word))
		size++;
	if (size == 0 || size >= words->len)
		return (FormLabel){FIT_NONE, 0, 0};
	*ret_value = piece + g_array_index(words, Word, size).start;
	return label;
}

typedef struct {
	FormLabel label;
	const char *value;
	const char *end;
	unsigned line;
} Bare;

static void
find_bare(const Reading *reading, unsigned i, GArray *bare)
{
	const Line *line = line_of(reading, i);
	char tick = 0;
	const char *piece = form_line_skip_bullet(line->at.text, line->at.end, &tick);

	while (piece < line->at.end) {
		const char *end = piece;
		Bare one = {.line = i};

		while (end < line->at.end && *end != ',' && *end != ';')
			end++;
		one.end = end;
		one.label = label_at_start(reading->form, piece, end, &one.value);
		if (one.label.fit != FIT_NONE)
			g_array_append_val(bare, one);
		piece = end + (end < line->at.end);
	}
}

static unsigned
count_questions(const GArray *bare)
{
	uint64_t seen = 0;
	unsigned count = 0;

	for (unsigned i = 0; i < bare->len; i++) {
		uint64_t bit = UINT64_C(1) << g_array_index(bare, Bare, i).label.question;

		count += (seen & bit) == 0;
		seen |= bit;
	}
	return count;
}

/* What is left. A sentence may begin with a label, three of them are a form. */
static void
read_rest(Reading *reading)
{
	g_autoptr(GArray) bare = g_array_new(false, false, sizeof(Bare));

	for (unsigned i = 0; i < reading->lines->len; i++)
		if (line_of(reading, i)->kind == LINE_TEXT)
			find_bare(reading, i, bare);
	for (unsigned i = 0; count_questions(bare) >= BARE_LEAST && i < bare->len; i++) {
		const Bare *one = &g_array_index(bare, Bare, i);

		add_field(reading, one->label.question, FORM_WHOLE, one->line,
		    form_line_value(one->value, one->end));
		line_of(reading, one->line)->kind = LINE_TAKEN;
	}
	for (unsigned i = 0; !reading->context->whole && i < reading->lines->len; i++)
		if (line_of(reading, i)->kind == LINE_TEXT)
			read_told(reading, i);
}

GPtrArray *
form_read(const Form *form, const char *text, const FormContext *context)
{
	g_autoptr(GArray) lines = g_array_new(false, false, sizeof(Line));
	Reading reading = {
	    .form = form,
	    .context = context,
	    .lines = lines,
	    .fields = g_ptr_array_new_with_free_func(free_field),
	};

	split_lines(&reading, text);
	find_labels(&reading);
	if (!context->quoted && context->phrases != NULL && reading.fields->len > 0)
		drop_signature(&reading);
	gather_all(&reading);
	if (!context->quoted)
		read_rest(&reading);
	return reading.fields;
}

bool
form_is_labelled(const Form *form, const char *line)
{
	g_autoptr(GArray) parts = g_array_new(false, false, sizeof(FormPart));

	form_line_read(form, line, line + strlen(line), parts);
	return parts->len > 0 && g_array_index(parts, FormPart, 0).label.fit > FIT_SEVERAL;
}
