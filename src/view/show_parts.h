/* The parts of `casegate show` that both its forms, their files, and the chronology share. */
#pragma once
#include "printer.h"

/* Of Holder (borrowed): those of the present stage, or, with `current` FALSE, all earlier ones. */
GPtrArray *show_holders(const Case *c, gboolean current);
GPtrArray *show_owed(const Case *c); /* of Owed (borrowed): what is still owed */
/* The key under which a fact is shown: its own, and for a second or later child "child.name 2"; newly allocated. */
char *show_fact_key(const Fact *fact);

void show_json(const View *view, const Case *c, GPtrArray *hashes, GPtrArray *sent, GPtrArray *beside);
void show_record(const View *view, const Case *c, GPtrArray *sent); /* what was recorded, happened and sent */
/* "Wren Ashby, born Fri 4 May 2018, …": a child as the case has it; newly allocated. */
char *show_child(const Child *child);
/* "Tola Brightwater, class teacher, Oakfield Primary School, …"; newly allocated. */
char *show_person(const View *view, const Person *person);
