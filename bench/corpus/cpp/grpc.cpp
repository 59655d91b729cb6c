// A server and a client in one program: they connect, and one call is refused.
#include <cstdio>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <thread>

int main() {
  grpc::AsyncGenericService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterAsyncGenericService(&service);
  auto queue = builder.AddCompletionQueue();
  auto server = builder.BuildAndStart();
  if (!server)
    return 1;
  std::thread worker([&] {
    grpc::GenericServerContext context;
    grpc::GenericServerAsyncReaderWriter stream(&context);
    service.RequestCall(&context, &stream, queue.get(), queue.get(), (void *)1);
    void *tag;
    bool ok;
    queue->Next(&tag, &ok);
    std::printf("method %s\n", context.method().c_str());
    grpc::ByteBuffer request;
    stream.Read(&request, (void *)2);
    queue->Next(&tag, &ok);
    stream.WriteAndFinish(request, {}, grpc::Status::OK, (void *)3);
    queue->Next(&tag, &ok);
  });
  auto channel =
      grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials());
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  grpc::CompletionQueue cq;
  grpc::Slice slice("hello");
  grpc::ByteBuffer request(&slice, 1), reply;
  auto call = stub.PrepareUnaryCall(&context, "/echo/Say", request, &cq);
  call->StartCall();
  grpc::Status status;
  call->Finish(&reply, &status, (void *)1);
  void *tag;
  bool ok;
  cq.Next(&tag, &ok);
  worker.join();
  std::vector<grpc::Slice> slices;
  if (status.ok())
    (void)reply.Dump(&slices);
  std::printf("status %d %s, %zu bytes, version %s\n", status.error_code(),
              status.error_message().c_str(), reply.Length(), grpc::Version().c_str());
  server->Shutdown();
  queue->Shutdown();
}
