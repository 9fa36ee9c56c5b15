/* Every command, each defined in the file of its name. */
#pragma once
#include "command.h"

extern const Command init_command, check_command, deliver_command, collect_command, work_command, send_command;
extern const Command run_command, status_command;
extern const Command explain_command, queue_command, show_command, held_command, messages_command, looks_command;
extern const Command note_command, route_command, stage_command, close_command, reopen_command, incident_command;
extern const Command export_command, form_command, replay_command, verify_command, backup_command;
extern const Command subject_access_command;
