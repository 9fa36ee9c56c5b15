/* Forms of the desk. A form that was sent with a fault comes back with everything that was typed, a summary of the faults at the
 * top of the page that leads to each field, and the fault beside the field. */
#pragma once
#include "html.h"
#include "page_parts.h"

typedef struct {
    char *field, *text; /* the field's name; what to put right */
} PageFault;
GPtrArray *page_faults_new(void); /* of PageFault */
void page_fault_add(GPtrArray *faults, const char *field, const char *format, ...) G_GNUC_PRINTF(3, 4);

typedef struct {
    const char *id;     /* of the form; every field's id begins with it */
    const char *action; /* where it is sent */
    const char *token;
    GHashTable *typed;  /* char * → char *: what was typed, where it was sent before; else NULL */
    GPtrArray *faults;  /* of PageFault; NULL none */
} PageForm;

typedef struct { const char *value, *words; } PageChoice;

void page_form_open(Html *html, const PageForm *form);
void page_form_hidden(Html *html, const char *name, const char *value);
/* `hint` NULL: none. */
void page_form_line(Html *html, const PageForm *form, const char *name, const char *label, const char *hint);
void page_form_area(Html *html, const PageForm *form, const char *name, const char *label, const char *hint);
void page_form_select(Html *html, const PageForm *form, const char *name, const char *label, const char *hint,
                      const GArray *choices); /* of PageChoice; the first is chosen unless another was typed */
void page_form_radios(Html *html, const PageForm *form, const char *name, const char *legend, const char *hint,
                      const PageChoice *choices); /* ended by a value that is NULL; none is chosen unless it was typed */
void page_form_tick(Html *html, const PageForm *form, const char *name, const char *label);
void page_form_close(Html *html, const char *button, gboolean grave);
/* At the top of the page; nothing where there are no faults. */
void page_fault_summary(Html *html, const PageForm *form);
