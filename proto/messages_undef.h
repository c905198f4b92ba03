/* Takes back the macros of one inclusion of messages.def. No include guard on purpose. */
#undef ELS_STRUCT
#undef ELS_STRUCT_END
#undef ELS_MESSAGE
#undef ELS_MESSAGE_END
#undef ELS_U64
#undef ELS_U32
#undef ELS_F64
#undef ELS_BOOL
#undef ELS_TEXT
#undef ELS_BYTES
#undef ELS_TEXTS
#undef ELS_U32S
#undef ELS_U64S
#undef ELS_LIST
