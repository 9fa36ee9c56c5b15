/* The words by which mail programs introduce an older message, in the languages they are sold in. */
#pragma once
#include <glib.h>

typedef enum {
    HEAD_NONE,
    HEAD_FROM,
    HEAD_DATE,
    HEAD_TO,
    HEAD_CC,
    HEAD_SUBJECT,
    HEAD_OTHER, /* known, but nothing is taken from it: Importance, Attachments … */
} HeadField;

void mail_head_words_init(void); /* once, before any sandbox; repeated calls do nothing */
/* The field a label ("From", "Gesendet") means; `label` not ended by NUL, any case. */
HeadField mail_head_field(const char *label, gsize length);
gboolean mail_head_says_forward(const char *text);  /* "Forwarded message", "Begin forwarded message" */
gboolean mail_head_says_original(const char *text); /* "Original Message" */
gboolean mail_head_ends_attribution(const char *text); /* "On …, … wrote:" and the like: holds such a verb near its end */
gboolean mail_head_is_filler(const char *word); /* "Uhr", "tarihinde": between an attribution's date and its name */
gboolean mail_head_says_sent_from(const char *line); /* "Sent from my iPhone", "Get Outlook for iOS" */
gboolean mail_head_says_answers(const char *text); /* "my answers in red", "see inline": they stand in the quote below */
gboolean mail_head_says_bold(const char *text);    /* "in bold" */
/* The paragraph as one line: what a council, a trust or a virus scanner puts below every mail. */
gboolean mail_head_says_disclaimer(const char *paragraph);
gboolean mail_head_says_banner(const char *paragraph); /* "CAUTION: this email originated outside …", above every mail */
gboolean mail_head_is_marking(const char *line);       /* "OFFICIAL-SENSITIVE" and nothing more */
gboolean mail_head_says_closing(const char *line, gsize length); /* "Kind regards," and nothing more */
typedef enum { PREFIX_NONE, PREFIX_REPLY, PREFIX_FORWARD } SubjectPrefix;
SubjectPrefix mail_head_prefix(const char *subject); /* the first one: "RE: FW: x" is a reply */
