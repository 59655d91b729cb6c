/*
 * Registers GStreamer plugins that are linked into the program, lists what they provide, and runs pipelines with them.
 * Which ones is said when it is compiled: -DPLUGINS='PLUGIN(cdg) PLUGIN(json)'. What it prints is the same in every run.
 *
 * Usage: main SOURCES SCRATCH: the folder with the plugins' sources, whose tests have small files to decode, and an empty
 * folder to write to.
 */
#define GST_USE_UNSTABLE_API /* tracers */
#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>

#define PLUGIN(name) void gst_plugin_##name##_register(void);
PLUGINS
#undef PLUGIN

static const struct {
  const char *name;
  void (*register_plugin)(void);
} plugins[] = {
#define PLUGIN(name) {#name, gst_plugin_##name##_register},
    PLUGINS
#undef PLUGIN
};

/*
 * An element `sink` prints a digest of what arrives. An element `feed` gets the packets of the pipeline, with a time
 * stamp for each second. {SOURCES} and {SCRATCH} stand for the folders.
 */
struct pipeline {
  const char *name;
  const char *description;
  enum { CONTENT, SIZES, NOTHING } printed; /* muxers write the time of day, and live elements react to it */
  enum { NO_FEED, TEXT, FLAC } feed;
};

#define SINK " ! fakesink name=sink signal-handoffs=true sync=false"
#define TEXT_FEED "appsrc name=feed format=time caps=text/x-raw,format=utf8 ! "
#define VIDEO "videotestsrc num-buffers=8 ! video/x-raw,width=64,height=48,framerate=25/1"
#define AUDIO "audiotestsrc num-buffers=30 ! audio/x-raw,rate=48000,channels=2"

/* hsvdetector is missing: version 0.14.5 offers formats as a type that links with nothing. */
static const struct pipeline pipelines[] = {
    {"rsfilesink", VIDEO " ! rsfilesink location={SCRATCH}/video", CONTENT, NO_FEED},
    {"rsfilesrc", "rsfilesrc location={SCRATCH}/video" SINK, CONTENT, NO_FEED},
    {"rsfilesrc, no file", "rsfilesrc location=/nowhere/video" SINK, CONTENT, NO_FEED},
    {"jsongstenc, jsongstparse", "appsrc name=feed format=time caps=application/x-json,format=test ! jsongstenc ! jsongstparse" SINK,
     CONTENT, TEXT},
    {"jsongstparse, no JSON", TEXT_FEED "jsongstparse" SINK, CONTENT, TEXT},
    {"regex", TEXT_FEED "regex name=regex" SINK, CONTENT, TEXT},
    {"textwrap", TEXT_FEED "textwrap columns=12 lines=2" SINK, CONTENT, TEXT},
    {"hsvfilter", VIDEO ",format=RGBx ! hsvfilter hue-shift=90 saturation-mul=0.5" SINK, CONTENT, NO_FEED},
    {"gifenc", VIDEO ",format=RGB ! gifenc" SINK, CONTENT, NO_FEED},
    {"cdgparse, cdgdec", "rsfilesrc location={SOURCES}/cdg/tests/BrotherJohn.cdg ! cdgparse ! cdgdec ! identity eos-after=100" SINK, CONTENT, NO_FEED},
    {"lewtondec", AUDIO " ! audioconvert ! vorbisenc ! lewtondec" SINK, CONTENT, NO_FEED},
    {"claxondec", "appsrc name=feed format=time caps=audio/x-flac,framed=true ! claxondec" SINK, CONTENT, FLAC},
    {"isomp4mux", AUDIO " ! opusenc ! isomp4mux ! filesink location={SCRATCH}/audio.mp4", NOTHING, NO_FEED},
    {"isomp4mux, the file", "rsfilesrc location={SCRATCH}/audio.mp4" SINK, SIZES, NO_FEED},
    {"isofmp4mux", AUDIO " ! opusenc ! isofmp4mux fragment-duration=200000000" SINK, SIZES, NO_FEED},
    {"fallbackswitch", VIDEO " ! fallbackswitch timeout=60000000000" SINK, CONTENT, NO_FEED},
    {"togglerecord", VIDEO " ! togglerecord record=true" SINK, CONTENT, NO_FEED},
    {"ts-audiotestsrc, ts-queue", "ts-audiotestsrc num-buffers=20 context=a ! ts-queue context=b" SINK, CONTENT, NO_FEED},
    {"rtpL16pay2, rtpL16depay2", AUDIO ",format=S16BE ! rtpL16pay2 ! rtpL16depay2" SINK, CONTENT, NO_FEED},
    {"livesync", AUDIO " ! livesync ! fakesink", NOTHING, NO_FEED},
    {"intersink, intersrc",
     AUDIO " ! intersink producer-name=a intersrc producer-name=a ! fakesink", NOTHING, NO_FEED},
};

/* A digest of what a sink got (FNV-1a), and how much that was. */
struct received {
  guint64 digest;
  guint64 bytes;
  unsigned buffers;
  gboolean sizes_only;
};

static void digest(struct received *received, const void *data, size_t size) {
  const unsigned char *bytes = data;
  for (size_t i = 0; i < size; i++)
    received->digest = (received->digest ^ bytes[i]) * 0x100000001b3;
}

static void on_handoff(GstElement *sink, GstBuffer *buffer, GstPad *pad, struct received *received) {
  (void)sink, (void)pad;
  GstMapInfo map;
  if (!gst_buffer_map(buffer, &map, GST_MAP_READ)) return;
  guint64 size = map.size;
  received->buffers++;
  received->bytes += size;
  digest(received, &size, sizeof size);
  digest(received, &GST_BUFFER_PTS(buffer), sizeof(GstClockTime));
  if (!received->sizes_only) digest(received, map.data, map.size);
  gst_buffer_unmap(buffer, &map);
}

static void push(GstElement *feed, const void *data, size_t size, unsigned second) {
  GstBuffer *buffer = gst_buffer_new_memdup(data, size);
  GST_BUFFER_PTS(buffer) = second * GST_SECOND;
  GST_BUFFER_DURATION(buffer) = GST_SECOND;
  GstFlowReturn flow;
  g_signal_emit_by_name(feed, "push-buffer", buffer, &flow);
  gst_buffer_unref(buffer);
}

/* Each is text, and JSON too. */
static const char *const lines[] = {
    "\"A static library is an archive of objects.\"",
    "\"A linker takes those members that define what is undefined.\"",
    "\"So members that two libraries share are taken from one.\"",
};

static void push_text(GstElement *feed) {
  for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++)
    push(feed, lines[i], strlen(lines[i]), i);
}

/* A decoder wants the marker, the headers and the frame by themselves. */
static void push_flac(GstElement *feed, const char *sources) {
  static const size_t sizes[] = {4, 38, 66, 18};
  char *path = g_strdup_printf("%s/claxon/tests/test_mono_s16.flac", sources), *content = NULL;
  gsize length = 0, offset = 0;
  if (g_file_get_contents(path, &content, &length, NULL) && length == 126)
    for (unsigned i = 0; i < G_N_ELEMENTS(sizes); offset += sizes[i++])
      push(feed, content + offset, sizes[i], i);
  g_free(content);
  g_free(path);
}

static void set_regex_commands(GstElement *regex) {
  GValue commands = G_VALUE_INIT, command = G_VALUE_INIT;
  g_value_init(&commands, GST_TYPE_ARRAY);
  g_value_init(&command, GST_TYPE_STRUCTURE);
  g_value_take_boxed(&command, gst_structure_new("replace-all", "pattern", G_TYPE_STRING, "[aeiou]+b?", "replacement",
                                                 G_TYPE_STRING, "-", NULL));
  gst_value_array_append_and_take_value(&commands, &command);
  g_object_set_property(G_OBJECT(regex), "commands", &commands);
  g_value_unset(&commands);
}

static void print_end(GstElement *pipeline) {
  GstBus *bus = gst_element_get_bus(pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered(bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (!message)
    g_print("does not end");
  else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS)
    g_print("ends");
  else {
    GError *error = NULL;
    gchar *details = NULL;
    gst_message_parse_error(message, &error, &details);
    g_print("%s: %s", GST_OBJECT_NAME(GST_MESSAGE_SRC(message)), error->message);
    g_printerr("%s\n", details);
    g_error_free(error);
    g_free(details);
  }
  if (message) gst_message_unref(message);
  gst_object_unref(bus);
}

static char *with_folders(const char *description, char **folders) {
  GString *text = g_string_new(description);
  g_string_replace(text, "{SOURCES}", folders[0], 0);
  g_string_replace(text, "{SCRATCH}", folders[1], 0);
  return g_string_free(text, FALSE);
}

static void run(const struct pipeline *what, char **folders) {
  GError *error = NULL;
  char *description = with_folders(what->description, folders);
  GstElement *pipeline = gst_parse_launch(description, &error);
  g_free(description);
  g_print("%s: ", what->name);
  if (error) {
    g_print("%s\n", error->message);
    g_error_free(error);
    if (pipeline) gst_object_unref(pipeline);
    return;
  }
  struct received received = {0xcbf29ce484222325, 0, 0, what->printed == SIZES};
  GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  GstElement *feed = gst_bin_get_by_name(GST_BIN(pipeline), "feed");
  GstElement *regex = gst_bin_get_by_name(GST_BIN(pipeline), "regex");
  if (sink) g_signal_connect(sink, "handoff", G_CALLBACK(on_handoff), &received);
  if (regex) set_regex_commands(regex);
  /* Without a clock nothing is too late on a busy machine. */
  if (what->printed != NOTHING) gst_pipeline_use_clock(GST_PIPELINE(pipeline), NULL);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  if (feed) {
    GstFlowReturn flow;
    what->feed == TEXT ? push_text(feed) : push_flac(feed, folders[0]);
    g_signal_emit_by_name(feed, "end-of-stream", &flow);
  }
  print_end(pipeline);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  if (sink && what->printed != NOTHING)
    g_print(", %u buffers, %" G_GUINT64_FORMAT " bytes, %016" G_GINT64_MODIFIER "x", received.buffers, received.bytes,
            received.digest);
  g_print("\n");
  if (sink) gst_object_unref(sink);
  if (feed) gst_object_unref(feed);
  if (regex) gst_object_unref(regex);
  gst_object_unref(pipeline);
}

static gint by_name(gconstpointer a, gconstpointer b) {
  return strcmp(GST_OBJECT_NAME(*(GstPluginFeature *const *)a), GST_OBJECT_NAME(*(GstPluginFeature *const *)b));
}

/* Loads each element, so that its class is made. */
static void list(const char *name) {
  GList *features = gst_registry_get_feature_list_by_plugin(gst_registry_get(), name);
  GPtrArray *sorted = g_ptr_array_new();
  for (GList *feature = features; feature; feature = feature->next) g_ptr_array_add(sorted, feature->data);
  g_ptr_array_sort(sorted, by_name);
  g_print("%s (%u):", name, sorted->len);
  for (guint i = 0; i < sorted->len; i++) {
    GstPluginFeature *feature = sorted->pdata[i];
    g_print(" %s", GST_OBJECT_NAME(feature));
    if (GST_IS_ELEMENT_FACTORY(feature)) {
      GstElement *element = gst_element_factory_create(GST_ELEMENT_FACTORY(feature), NULL);
      guint properties = 0;
      if (element) g_free(g_object_class_list_properties(G_OBJECT_GET_CLASS(element), &properties));
      g_print("[%u]", properties);
      if (element) gst_object_unref(gst_object_ref_sink(element));
    }
  }
  g_print("\n");
  g_ptr_array_unref(sorted);
  gst_plugin_feature_list_free(features);
}

/* Traces all pipelines from here on. The file has times in it, so that nobody compares it. */
static void trace(const char *name, const char *scratch) {
  GstPluginFeature *feature = gst_registry_lookup_feature(gst_registry_get(), name);
  GstPluginFeature *loaded = feature ? gst_plugin_feature_load(feature) : NULL;
  g_print("%s: %s\n", name, loaded ? "traces" : "is missing");
  if (!loaded) return;
  char *params = g_strdup_printf("file=%s/%s", scratch, name);
  g_object_new(gst_tracer_factory_get_tracer_type(GST_TRACER_FACTORY(loaded)), "params", params, NULL);
  g_free(params);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    g_printerr("usage: main SOURCES SCRATCH\n");
    return 2;
  }
  gst_init(NULL, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(plugins); i++) plugins[i].register_plugin();
  for (size_t i = 0; i < G_N_ELEMENTS(plugins); i++) list(plugins[i].name);
  trace("pad-push-timings", argv[2]);
  for (size_t i = 0; i < G_N_ELEMENTS(pipelines); i++) run(&pipelines[i], argv + 1);
  return 0;
}
