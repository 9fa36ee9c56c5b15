/* Every command, each defined in the file of its name. */
#pragma once
#include "command.h"

extern const Command init_command, check_command, deliver_command, collect_command, work_command, send_command;
extern const Command run_command, status_command, queue_command, show_command, held_command, messages_command;
extern const Command looks_command, subject_access_command, hold_command, note_command, route_command, stage_command;
extern const Command close_command, reopen_command, incident_command, export_command, form_command, explain_command;
extern const Command replay_command, verify_command, backup_command;
