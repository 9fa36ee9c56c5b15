/* templates/forms: what is asked, under which labels, when, and how prose answers are recognised. The head
 * of form.c specifies the files. */
#pragma once
#include "form_labels.h"
#include "pattern.h"
#include "place.h"

typedef enum {
    FIELD_TEXT, FIELD_SHORT, FIELD_ENUM, FIELD_MULTI, FIELD_YES_NO, FIELD_DATE, FIELD_BIRTH, /* date of birth or EDD */
    FIELD_PERSON, FIELD_AGENCY, FIELD_STAGE, FIELD_ROWS, FIELD_CONTACT, FIELD_REFERENCE, FIELD_STATUS,
} FieldType;

/* All files of a folder; each is a form, or words and statements that belong to all of them. */
typedef struct Forms Forms;

typedef struct {
    const char *value;  /* canonical: "escalation", "cp_plan" */
    const char *shown;  /* its first word as it is written: what the blank form offers */
    GStrv words;        /* what people write for it, folded ("new escalation", "child protection plan") */
} FieldChoice;

typedef struct {
    const char *key, *label;
    GStrv aliases;
    FieldType type;
    const char *hint;        /* stands in brackets behind the label of the blank form; NULL none */
    const char *need;        /* "ask" on every new case, a stage id or number it is needed to enter, "close", "optional" */
    gboolean provisional;    /* the case stays provisional while this is unanswered */
    gboolean must_know;      /* 'not known' is no answer: it is asked again */
    gboolean reply_safe;     /* may its value stand in an outgoing acknowledgement? */
    gboolean child;          /* belongs to one child of several */
    GStrv asked_when;        /* what makes it a policy's question (policy_asks.h); empty = every policy asks it */
    gboolean policy_reasons; /* the answers offered are the policy's own reasons */
    GPtrArray *choices;      /* of FieldChoice (enum, multi, status; yes-no: its yes and no in other words) */
    GPtrArray *phrases;      /* of FieldPhrase: prose that answers this field when it was asked for */
    const Forms *forms;      /* what it belongs to */
    Place place;
} FormField;

typedef struct {
    Pattern *pattern; /* group 1, if any, is the answer, else `value` */
    const char *value;
    Place place;
} FieldPhrase;

/* Statements in a message's new text that move a case or tick something: "not resolved", "recorded on file". */
typedef struct {
    const char *statement; /* "unresolved" "resolved" "recorded-on-file" "panel" "direct" "decision" "representation"
                              "thanks" "yes" "no" "whistleblowing" "advice" "immediate-harm" "new-information"
                              "members-engaged" "discussion" … */
    Pattern *pattern;
    GStrv unless;          /* statements that, found too, outvote this one */
    Place place;
} StatementPhrase;

typedef struct Form Form;

Forms *forms_load(const char *folder, const char *file_prefix, Diagnostics *diagnostics);
/* The same without a look at its expressions, which is a third of the time of a command that reads no message. */
Forms *forms_load_to_look(const char *folder, const char *file_prefix, Diagnostics *diagnostics);
void forms_free(Forms *forms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Forms, forms_free)

FormLabels *forms_labels(const Forms *forms);      /* all forms' labels together; owned by forms */
guint forms_count(const Forms *forms);
const Form *forms_at(const Forms *forms, guint index);
const Form *forms_named(const Forms *forms, const char *id); /* "escalation", "response", … */
const char *form_id(const Form *form);
GStrv form_asked_when(const Form *form);            /* what makes it a policy's form; empty = every policy has it */
const char *form_kind(const Form *form);           /* the message kind it makes */
const GPtrArray *form_fields(const Form *form);    /* of const FormField, in order */

guint forms_fields(const Forms *forms);            /* distinct keys, in file order (escalation first) */
const FormField *forms_field_at(const Forms *forms, guint index);
const FormField *forms_field(const Forms *forms, const char *key);
const FieldChoice *form_field_choice(const FormField *field, const char *text);  /* whole text means it; NULL if none */
/* All FieldChoices named in it, in order, each once; not one that is denied ("not looked after", "CP Plan: no").
 * Free the array only. */
GPtrArray *form_field_choices_in(const FormField *field, const char *text);
guint forms_statements(const Forms *forms);
const StatementPhrase *forms_statement_at(const Forms *forms, guint index);
/* Of const StatementPhrase, in file order: all that make this statement; NULL if none does. */
const GPtrArray *forms_phrases(const Forms *forms, const char *statement);
/* "Not applicable", "No information available", "none", "not known", "n/a": an answer, not a blank. */
gboolean form_is_no_information(const Forms *forms, const char *text);
/* Is the line (folded) part of what stands above the questions of a blank form, as we printed it? */
gboolean form_is_heading(const Forms *forms, const char *folded);
gboolean form_asks_of_harm(const char *key); /* is it a question of immediate harm, or of what is done about it? */
/* "see attached", "as discussed", "tbc": no answer to a text field. */
gboolean form_is_evasive(const Forms *forms, const char *text);
/* "Yes / No", "Choose an item", "dd/mm/yyyy": what a form has printed and nobody has changed. */
gboolean form_is_unfilled(const Forms *forms, const char *text);
