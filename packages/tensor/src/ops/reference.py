# Writes reference.json: python3 reference.py > reference.json (PyTorch, any version from 1.13).
import torch, json
import torch.nn.functional as F
torch.manual_seed(0)
def arr(*s): 
    n=1
    for k in s: n*=k
    return ((torch.arange(n,dtype=torch.float64)*7)%11-5).reshape(s)/4
x=arr(1,2,5,4); w=arr(3,2,3,2); wt=arr(2,3,3,2)
r={}
r['conv']=F.conv2d(x,w,stride=2,padding=1,dilation=1)
r['convT']=F.conv_transpose2d(x,wt,stride=2,padding=1,output_padding=1)
r['cubic']=F.interpolate(x,size=(3,7),mode='bicubic',align_corners=False)
r['linear']=F.interpolate(x,size=(3,7),mode='bilinear',align_corners=False)
r['linearA']=F.interpolate(x,size=(3,7),mode='bilinear',align_corners=True)
r['nearest']=F.interpolate(x,size=(3,7),mode='nearest')
r['maxpool']=F.max_pool2d(x,3,2,1)
r['avgpool']=F.avg_pool2d(x,2,2)
r['gn']=F.group_norm(x,1); r['in']=F.instance_norm(x)
r['gelu']=F.gelu(torch.tensor([-2.,-.5,0,.5,2.]))
r['ln']=F.layer_norm(x,(4,))
r['rfft']=torch.view_as_real(torch.fft.rfft(x,dim=2)).sum((0,1,3))
r['ce']=F.cross_entropy(x.reshape(10,4),torch.tensor([0,1,2,3,0,1,2,3,0,1]))
r['cpad']=F.pad(x,(1,2,2,1),mode='circular')[0,0]; r['rpad']=F.pad(x,(1,2,2,1),mode='reflect')[0,0]
r['sdpa']=torch.softmax(x@x.transpose(-1,-2)/2,-1)@x
print(json.dumps({k:([round(v, 6) for v in t.double().flatten().tolist()]) for k,t in r.items()}))
